"""Several pictures of one thing: do they show depth, or one flat surface?"""

"""Due rows: who must have done what by when, and the loop that notices when they have not."""

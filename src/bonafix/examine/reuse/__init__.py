"""The same photograph in two claims: a code for each picture, exact search, verification."""

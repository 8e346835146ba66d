"""Pure rules of a claim: states, clocks, policy, money, standing instructions."""

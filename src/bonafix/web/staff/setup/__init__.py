"""Setting a service up by hand: brand, goods, outlets, people, rosters, log-ins."""

"""All that is here, to be taken elsewhere: by kind, as tables that can be brought in again."""

"""How the rooms are wired together: wiring only, each part can be replaced by another."""

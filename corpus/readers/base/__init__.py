"""From what any format says to a Reading."""

"""Cell, sizes and machine to a Plan: phases, tiles and buffers."""

"""Reports: facts chosen and shaped for one audience. Each kind is one file here, and data only."""

// Loaded before each test file: its threads would load tap's hooks from the environment, which takes longer than what they do.
delete process.env.NODE_OPTIONS;

enum StubAliceKit {}

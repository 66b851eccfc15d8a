enum StubAliceVision {}

enum StubAliceMedia {}

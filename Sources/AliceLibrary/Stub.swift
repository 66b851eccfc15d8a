enum StubAliceLibrary {}

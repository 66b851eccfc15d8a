enum StubAliceCatalog {}

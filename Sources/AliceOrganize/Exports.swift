// A program that imports this module gets the types of AliceModel without a second import.
@_exported public import AliceModel

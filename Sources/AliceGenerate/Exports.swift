// A program that imports this has the nouns without a second import.
@_exported public import AliceModel

// A program that imports AliceKit has the nouns without a second import.
@_exported public import AliceModel

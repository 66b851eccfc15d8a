// A program that imports AliceKit gets the types and their functions without a second import.
@_exported public import AliceGenerate
@_exported public import AliceModel
@_exported public import AliceOrganize
@_exported public import AliceWorkspace

/// An error in the input of a pipeline, as opposed to its file.
public enum PipelineInputError: Error, Sendable, Hashable {
  /// The pipeline does not use this input: `prompt` or `image`.
  case notTaken(input: String, pipeline: String)
  case missing(input: String, pipeline: String)
  /// The parameter is not `stage.name=value`.
  case malformedParameter(String)
  case noStage(String, nearest: String?)
  /// The model of a stage accepts no input image.
  case takesNoPicture(model: String)
  /// A rehearsal can be resumed only as a rehearsal, and a paid run only as a paid run.
  case rehearsal(run: String, isRehearsal: Bool)
  /// The journal does not contain the definition of the run.
  case noDefinition
  case emptyStage(String)
}

import AliceFal
import Testing

@Suite struct `The words of a failure` {
  private func isVerdict(_ message: String, _ type: String? = nil) -> Bool {
    if case .contentPolicy = FalEnding(state: "FAILED", reason: message, errorType: type).failure {
      true
    } else {
      false
    }
  }

  @Test(arguments: [
    "The content could not be processed because it contained material flagged by a content checker.",
    "Request blocked due to safety violations (harmful content). Please modify your input and retry.",
    "Your request was rejected as a result of our safety system.", "blocked by moderation", "NSFW content detected",
    "The prompt could not be submitted. This prompt contains sensitive words that violate Google's Responsible AI practices.",
    "Veo could not generate videos because the input image violates Vertex AI's usage guidelines.", "Request Moderated",
    "Content Moderated", "Derivative Works Filter: the request was moderated",
    "Failure to pass the risk control system",
    "The request failed because the input image may contain sensitive information.",
    "Potential NSFW content was detected",
    "The request failed because the output video may be related to copyright restrictions.",
    "Flagged as sensitive (E005)",
    "output new_sensitive: the generated video contains sensitive content",
    "Input data may contain inappropriate content.",
    "prompt not allowed because advanced moderation failed", "Generated image rejected by content moderation.",
    "Sorry, this content may violate our guardrails concerning similarity to third-party content.",
    "Prompt failed safety check",
    "The image violates our terms of service", "Your prompt contains banned words",
    "This request violates our usage policies",
    "内容违规", "提示词包含敏感内容", "code: InputTextSensitiveContentDetected", "SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT",
    "Video generation blocked: may contain a real person",
  ])
  func `are a verdict on the content in every provider's way`(message: String) {
    #expect(isVerdict(message))
  }

  @Test(arguments: [
    "content_policy_violation", "moderation_blocked", "content_filter",
    "OutputVideoSensitiveContentDetected.PolicyViolation",
    "DataInspectionFailed", "ContentRiskBlocked", "nsfw_content_detected", "safety_filter", "SAFETY",
    "blocked_by_safety",
  ])
  func `are a verdict by their type`(type: String) {
    #expect(isVerdict("No.", type))
  }

  @Test(arguments: [
    "safety_tolerance must be between 1 and 6",
    "Parameter moderation: value 'none' is not allowed, expected low or auto",
    "Disabling the safety checker requires account authorization", "Failed to load the safety checker",
    "content moderation service is unavailable", "The moderation endpoint timed out",
    "The key is case-sensitive and was rejected",
    "Input should be 'low' or 'auto'", "You cannot use this model until you accept its terms of use", "out of memory",
    "See the guidelines: the image cannot be larger than 4096 pixels", "Image too small", "No media was generated.",
    "User is locked. Reason: Exhausted balance.", "Internal server error", "thread safety check failed",
    "prompt too long",
    "enable_safety_checker: extra fields not permitted", "Retry policy exceeded", "Failed to download the image",
    "Explicit type cannot be inferred", "Too many requests", "The request was rejected: invalid JSON",
  ])
  func `are an ordinary failure otherwise`(message: String) {
    #expect(!isVerdict(message))
    #expect(!isVerdict(message, "value_error"))
  }

  @Test(
    arguments: [
      (
        422,
        #"{"detail":[{"loc":["body","prompt"],"msg":"Contains sexual content, which is not allowed","type":"value_error"}]}"#,
        true
      ),
      (400, #"{"error":{"message":"Rejected","code":"moderation_blocked"}}"#, true),
      (500, #"{"detail":"Image flagged by safety","error_type":"downstream_service_error"}"#, true),
      (500, #"{"detail":"No.","error_type":"safety_filter"}"#, true),
      (500, #"{"error":{"code":"safety_filter"}}"#, true),
      (500, #"{"detail":"No.","error_type":"safety_checker_error"}"#, false),
      (403, #"{"detail":"Blocked by our content policy"}"#, true),
      (422, #"{"detail":[{"loc":["body","moderation"],"msg":"moderation failed: unknown","type":"enum"}]}"#, false),
      (
        422,
        #"{"detail":[{"loc":["body","safety_tolerance"],"msg":"safety level not allowed","type":"literal_error"}]}"#,
        false
      ),
      (403, #"{"detail":"User is locked. Reason: Exhausted balance."}"#, false),
      (502, "<html><title>blocked by content filter</title></html>", false),
    ] as [(Int, String, Bool)])
  func `count wherever they stand, but not for the setting of a checker`(
    status: Int, body: String, isVerdict: Bool
  ) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    try await withClient(of: server, policy: .never) { client in
      await #expect {
        try await client.result(server.url + "/r")
      } throws: { error in
        if case .contentPolicy = error as? FalError { isVerdict } else { !isVerdict }
      }
    }
  }
}

import AliceNumbers

extension ComfyWidgetNames {
  private static let sampler = "seed steps cfg sampler_name scheduler denoise"
  private static let samplerBeforeSeed = "steps cfg sampler_name scheduler denoise"
  private static let detailer =
    "guide_size guide_size_for max_size seed steps cfg sampler_name scheduler denoise feather noise_mask"
  private static let wildcard = "wildcard_text populated_text mode - - seed"
  private static let efficientStart = """
    ckpt_name vae_name clip_skip lora_name lora_model_strength lora_clip_strength positive negative
    """
  private static let latent = "empty_latent_width empty_latent_height batch_size"
  private static let efficient = """
    \(efficientStart) token_normalization weight_interpretation \(latent)|\(efficientStart) \(latent)
    """
  private static let easyStart = """
    vae_name clip_skip lora_name lora_model_strength lora_clip_strength resolution empty_latent_width \
    empty_latent_height positive
    """
  private static let easyFull = """
    \(easyStart) positive_token_normalization positive_weight_interpretation negative \
    negative_token_normalization negative_weight_interpretation batch_size
    """
  private static let easyLoader = "ckpt_name \(easyStart) negative batch_size|ckpt_name \(easyFull)"

  /// Nodes of extensions.
  static let packs: [String: String] = [
    // Impact and Inspire
    "ImpactWildcardEncode": wildcard, "ImpactWildcardProcessor": "wildcard_text populated_text mode seed -",
    "WildcardEncode //Inspire": "token_normalization weight_interpretation \(wildcard)",
    "FaceDetailer": detailer, "FaceDetailerPipe": detailer, "DetailerForEach": detailer,
    "DetailerForEachPipe": detailer, "DetailerForEachDebug": detailer, "ImpactKSamplerBasicPipe": sampler,
    "ImpactKSamplerAdvancedBasicPipe":
      "add_noise noise_seed steps cfg sampler_name scheduler start_at_step end_at_step",
    "ImpactSwitch": "select sel_mode",
    "ImpactStringSelector": "strings multiline select", "ImpactInt": "value",
    "ImpactFloat": "value", "ImpactBoolean": "value", "ImpactWildcardText": "text",
    "KSampler //Inspire": "\(sampler) noise_mode batch_seed_mode variation_seed variation_strength",
    "KSamplerAdvanced //Inspire": "add_noise noise_seed steps cfg sampler_name scheduler start_at_step end_at_step",
    "KSamplerPipe //Inspire": sampler, "SeedExplorer //Inspire": "- seed",
    "LoadSinglePromptFromFile //Inspire": "prompt_file index text_data_opt",
    "GlobalSeed //Inspire": "seed - - -", "Seed Everywhere": "seed",
    // Efficiency
    "KSampler (Efficient)": "\(sampler) preview_method vae_decode",
    "KSampler Adv. (Efficient)":
      "add_noise noise_seed steps cfg sampler_name scheduler start_at_step end_at_step",
    "KSampler SDXL (Eff.)": "noise_seed steps cfg sampler_name scheduler start_at_step refine_at_step",
    "Efficient Loader": efficient,
    "Eff. Loader SDXL": """
    base_ckpt_name base_clip_skip refiner_ckpt_name refiner_clip_skip positive_ascore negative_ascore vae_name \
    positive negative token_normalization weight_interpretation empty_latent_width empty_latent_height batch_size
    """,
    // easy-use
    "easy fullLoader":
      "ckpt_name - \(easyFull)|ckpt_name - \(easyStart) negative batch_size|ckpt_name \(easyFull)",
    "easy a1111Loader": easyLoader, "easy comfyLoader": easyLoader,
    "easy positive": "positive", "easy negative": "negative", "easy prompt": "prompt",
    "easy wildcards": "text - - seed",
    "easy seed": "seed", "easy globalSeed": "seed", "easy int": "value", "easy float": "value", "easy string": "value",
    "easy boolean": "value", "easy preSampling": "\(samplerBeforeSeed) seed|\(sampler)",
    "easy fullkSampler": "\(samplerBeforeSeed) image_output link_id save_prefix seed",
    "easy preSamplingAdvanced":
      "steps cfg sampler_name scheduler start_at_step end_at_step add_noise seed return_with_leftover_noise",
    "easy promptConcat": "prompt1 prompt2 separator", "easy anythingIndexSwitch": "index", "easy ifElse": "boolean",
    "easy textSwitch": "input text1 text2", "easy promptReplace": "prompt find1 replace1 find2 replace2",
    // tinyterraNodes
    "ttN pipeLoader": """
    ckpt_name - vae_name clip_skip lora1_name - - lora2_name - - lora3_name - - positive \
    positive_token_normalization - negative negative_token_normalization - \(latent) seed
    """,
    "ttN pipeLoader_v2": """
    ckpt_name - vae_name clip_skip loras positive positive_token_normalization - negative \
    negative_token_normalization - - \(latent)
    """,
    "ttN text": "text", "ttN concat": "text1 text2 text3 delimiter", "ttN seed": "seed", "ttN int": "value",
    "ttN float": "value", "ttN textDebug": "- text_0",
    // rgthree
    "Seed (rgthree)": "seed", "Power Prompt (rgthree)": "prompt insert_lora",
    "Power Prompt - Simple (rgthree)": "prompt",
    "SDXL Power Prompt - Positive (rgthree)": "prompt_g prompt_l insert_lora",
    "SDXL Power Prompt - Simple / Negative (rgthree)":
      "prompt_g prompt_l", "SDXL Empty Latent Image (rgthree)": "dimensions clip_scale batch_size",
    "KSampler Config (rgthree)": "steps_total refiner_step cfg sampler_name scheduler",
    "Display Any (rgthree)": "text_0",
    // was-node-suite
    "Text Multiline": "text", "Text String": "text text_b text_c text_d",
    "Text Concatenate": "delimiter clean_whitespace|linebreak_addition",
    "Text Find and Replace": "text find replace", "Text Input Switch": "boolean", "Seed": "seed",
    "Number Input Switch": "boolean", "Conditioning Input Switch": "boolean", "Constant Number": "- number",
    "Prompt Styles Selector": "style", "Text Parse Noodle Soup Prompts": "mode noodle_key seed text",
    "Text Random Line": "text seed", "CLIPTextEncode (NSP)": "mode noodle_key seed text",
    // KJNodes
    "INTConstant": "value", "FloatConstant": "value", "StringConstant": "string", "BOOLConstant": "value",
    "StringConstantMultiline": "string strip_newlines", "JoinStrings": "delimiter string1 string2",
    "JoinStringMulti": "inputcount string_1 string_2 delimiter return_list",
    "EmptyLatentImagePresets": "dimensions invert batch_size", "LazySwitchKJ": "switch",
    // Comfyroll
    "CR Prompt Text": "prompt", "CR Text": "text", "CR Seed": "seed", "CR Text Concatenate": "text1 text2 separator",
    "CR Combine Prompt": "part1 part2 part3 part4 separator", "CR Text Input Switch": "Input",
    "CR Conditioning Input Switch": "Input", "CR Model Input Switch": "Input", "CR Latent Input Switch": "Input",
    "CR Image Input Switch": "Input", "CR Text Replace": "text find1 replace1 find2 replace2 find3 replace3",
    "CR Integer Multiple": "- -",
    "CR SDXL Aspect Ratio":
      "width height aspect_ratio swap_dimensions upscale_factor batch_size",
    "CR SD1.5 Aspect Ratio": "width height aspect_ratio swap_dimensions upscale_factor batch_size",
    "CR SDXL Prompt Mix Presets": "prompt_positive prompt_negative style_positive style_negative preset",
    "CR Aspect Ratio": "width height aspect_ratio swap_dimensions upscale_factor prescale_factor batch_size",
    // Styles, Custom-Scripts, essentials, Crystools, Mixlab and others
    "SDXLPromptStyler": "text_positive text_negative style log_prompt",
    "SDXLPromptStylerAdvanced":
      "text_positive_g text_positive_l text_negative style",
    "ShowText|pysssss": "text_0", "StringFunction|pysssss": "action tidy_tags text_a text_b text_c result",
    "CheckpointLoader|pysssss": "ckpt_name", "LoraLoader|pysssss": "lora_name strength_model strength_clip",
    "KSamplerVariationsWithNoise+": "latent_image",
    "FluxSamplerParams+": "seed sampler scheduler steps guidance max_shift base_shift denoise",
    "CLIPTextEncodeSDXL+": "width height size_cond_factor text",
    "SDXLEmptyLatentSizePicker+":
      "resolution batch_size width_override height_override", "Primitive string [Crystools]": "string",
    "Primitive string multiline [Crystools]": "string", "Primitive integer [Crystools]": "int",
    "Switch any [Crystools]": "boolean", "Switch string [Crystools]": "boolean", "TextInput_": "text",
    "smZ CLIPTextEncode": "text", "BNK_CLIPTextEncodeAdvanced": "text token_normalization weight_interpretation",
    "BNK_CLIPTextEncodeSDXLAdvanced": "text_l text_g token_normalization weight_interpretation balance",
    "DPRandomGenerator": "text seed autorefresh", "DPCombinatorialGenerator": "text seed autorefresh",
    "String Literal": "string", "Int Literal": "int", "Seed Generator": "seed", "Cfg Literal": "float",
    "Prompt With Style": "positive_prompt negative_prompt style ratio_selected - batch_size seed",
    "UltimateSDUpscale": "upscale_by \(sampler)", "UltimateSDUpscaleNoUpscale": sampler,
    "ClownsharKSampler_Beta": "eta sampler_name scheduler steps steps_to_run denoise cfg seed",
    // Films
    "WanVideoTextEncode": "positive_prompt negative_prompt",
    "WanVideoTextEncodeCached":
      "model_name precision positive_prompt negative_prompt", "WanVideoTextEncodeSingle": "prompt",
    "WanVideoModelLoader": "model", "WanVideoSampler": "steps cfg shift seed force_offload scheduler",
    "WanVideoEmptyEmbeds": "width height num_frames", "HyVideoTextEncode": "prompt",
    "HyVideoSampler": "width height num_frames steps embedded_guidance_scale flow_shift seed force_offload",
    "HyVideoModelLoader": "model", "CogVideoTextEncode": "prompt strength",
    "CogVideoSampler":
      "num_frames steps cfg seed scheduler", "DownloadAndLoadCogVideoModel": "model", "MochiTextEncode": "prompt",
    "MochiSampler": "width height num_frames steps cfg seed",
    "FramePackSampler":
      "steps use_teacache teacache_rel_l1_thresh cfg guidance_scale shift seed",
    // Searge
    "SeargeTextInputV2": "prompt", "SeargePromptText": "prompt", "SeargeFloatConstant": "value",
    "SeargeIntegerConstant": "value",
    "SeargeGenerationParameters":
      "seed image_size_preset image_width image_height steps cfg sampler_preset sampler_name scheduler",
    "SeargeModelSelector": "base_checkpoint refiner_checkpoint vae_checkpoint",
    "SeargeInput1": "main_prompt secondary_prompt style_prompt negative_prompt negative_style",
    "SeargeInput2": "seed image_width image_height steps cfg sampler_name scheduler",
  ]
}

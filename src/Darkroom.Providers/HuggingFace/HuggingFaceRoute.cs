namespace Darkroom.Providers.HuggingFace;

/// <summary>Who makes a model's images, and what the model is called there.</summary>
/// <param name="Partner">Such as <c>fal-ai</c>; the first part of the router's path.</param>
/// <param name="Model">The partner's own name of it.</param>
internal sealed record HuggingFaceRoute(string Partner, string Model);

/// <summary>The partners that are spoken here.</summary>
internal static class HuggingFacePartners
{
    /// <summary>Hugging Face itself.</summary>
    public const string HuggingFace = "hf-inference";

    public const string Fal = "fal-ai";
    public const string Replicate = "replicate";
    public const string Together = "together";
    public const string Nscale = "nscale";
    public const string WaveSpeed = "wavespeed";
    public const string Zai = "zai-org";

    public static bool IsSupported(string partner) => partner is HuggingFace or Fal or Replicate or Together or Nscale or WaveSpeed or Zai;

    /// <summary>Whether it answers with a job to ask after.</summary>
    public static bool HasJobs(string partner) => partner is Fal or Replicate or WaveSpeed or Zai;
}

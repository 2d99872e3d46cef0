using System.Globalization;
using Darkroom.Tests.Providers.Automatic1111;
using Darkroom.Tests.Providers.Bfl;
using Darkroom.Tests.Providers.Fal;
using Darkroom.Tests.Providers.Gemini;
using Darkroom.Tests.Providers.HuggingFace;
using Darkroom.Tests.Providers.OpenAi;
using Darkroom.Tests.Providers.OpenAiImages;
using Darkroom.Tests.Providers.OpenRouter;
using Darkroom.Tests.Providers.Pollinations;
using Darkroom.Tests.Providers.Replicate;
using Darkroom.Tests.Providers.XAi;

namespace Darkroom.Tests.Providers;

/// <summary>Recorded traffic of a real service, played to the provider that it concerns.</summary>
/// <param name="Provider">Its id.</param>
/// <param name="Recordings">Files under the recordings' folder; a folder's name stands for all that begin with it.</param>
/// <param name="What">What is in them, in a few words for the table.</param>
/// <param name="PlayAsync">Scripts the bench's server with what was recorded, and runs the provider.</param>
public sealed record Replay(string Provider, string What, string[] Recordings, Func<ProviderBench, Task<Outcome>> PlayAsync)
{
    /// <summary>How it ended, for the table: the same in every run.</summary>
    public static string ResultOf(Outcome outcome) => outcome switch
    {
        { Failure: { } failure } => $"`{Wire.Name(failure.Code)}`: {failure.Message}",
        { Partials.Count: 0 } => Image(outcome),
        { Partials.Count: var partials } => string.Create(
            CultureInfo.InvariantCulture, $"{partials} partial {(partials == 1 ? "image" : "images")}, then {Image(outcome)}"),
    };

    private static string Image(Outcome outcome)
    {
        var facts = new[]
        {
            outcome.Final!.Model is { } model ? $"model {model}" : null,
            outcome.Final.Seed is { } seed ? string.Create(CultureInfo.InvariantCulture, $"seed {seed}") : null,
            outcome.Final.RevisedPrompt is null ? null : "revised prompt",
            outcome.Final.Usage is { } usage ? string.Create(CultureInfo.InvariantCulture, $"{usage.TotalTokens} tokens") : null,
            outcome.Final.CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.####}") : null,
        }.OfType<string>().ToList();
        return facts.Count == 0 ? "image" : $"image ({string.Join(", ", facts)})";
    }
}

/// <summary>Every replay, one line a provider.</summary>
public static class Replays
{
    public static IEnumerable<Replay> All =>
    [
        .. OpenAiReplays.All,
        .. OpenAiImagesReplays.All,
        .. GeminiReplays.All,
        .. OpenRouterReplays.All,
        .. XAiReplays.All,
        .. BflReplays.All,
        .. FalReplays.All,
        .. ReplicateReplays.All,
        .. HuggingFaceReplays.All,
        .. PollinationsReplays.All,
        .. Automatic1111Replays.All,
    ];

    /// <summary>Recordings that nothing here is to be learnt from, and why.</summary>
    public static IReadOnlyDictionary<string, string> NotPlayed { get; } = new Dictionary<string, string>(
    [
        .. ReplicateReplays.NotPlayed,
        .. FalReplays.NotPlayed,
        .. GeminiReplays.NotPlayed,
        KeyValuePair.Create("huggingface/huggingface.js-tapes/200_huggingface.co_spaces", "an image the client's tests upload"),
    ]);
}

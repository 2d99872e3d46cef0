using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests;

/// <summary>Default values for tests.</summary>
internal static class Samples
{
    internal const string Provider = "painter";

    internal static readonly Failure Busy = new(FailureCode.Unavailable, "The painter is asleep.");
    internal static readonly Failure Blocked = new(FailureCode.ModerationBlocked, "Not this.", Moderation: new("input", ["violence"]));

    internal static readonly Failure NoCredit = new(FailureCode.Quota, "No credit.");

    internal static FallbackStep ToSecond() => new(Request(provider: "second"), "Second", "First", MayBeBilled: false);

    internal static GenerationRequest Request(int n = 1, string provider = Provider, string prompt = "a red fox") => new()
    {
        Prompt = prompt,
        N = n,
        Size = new PixelSize(1024, 1024),
        Provider = provider,
        Model = "oils",
        Seed = 7,
        PartialImages = 3,
    };

    internal static FinishedImage Image(string id = "00000000000000000000000000000001", string content = "one") => new()
    {
        Id = id,
        BlobHash = Darkroom.Storage.ContentHash.Compute(System.Text.Encoding.UTF8.GetBytes(content)),
        Mime = "image/png",
        Bytes = 1234,
        Size = new PixelSize(640, 480),
        ThumbHash = [1, 2, 3],
        Provider = Provider,
        Model = "oils",
        Seed = 7,
        RevisedPrompt = "a red fox, revised",
        Usage = new TokenUsage(1, 2, 3) { ImageInputTokens = 1 },
        Cost = new Cost(0.03458m, CostBasis.Tokens),
    };

    /// <summary>An input image as it is sent to a provider.</summary>
    internal static InputImage Input(ReadOnlyMemory<byte> bytes, int edge = 16) =>
        new(Darkroom.Storage.ContentHash.Compute(bytes.Span), "image/png", new PixelSize(edge, edge), bytes.Length, null) { Bytes = bytes };

    /// <summary>Claims a slot of some providers without limits.</summary>
    internal static async Task<SlotLease?> ClaimAsync(
        this ISlotQueue queue, string owner, string[] providers, TimeSpan lease, CancellationToken cancellationToken) =>
        (await queue.ClaimAsync(owner, [.. providers.Select(id => new QueueLimits(id, 1000, null))], lease, cancellationToken)).Lease;

    internal static PartialPreview Preview(int index, string content = "frame") =>
        new(index, Darkroom.Storage.PreviewKey.OfPartial(System.Text.Encoding.UTF8.GetBytes($"{content} {index}"), Darkroom.Imaging.ImageFormat.WebP), 512, 384, "image/webp");
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Reads a prediction from the response that creates it or from a poll.</summary>
internal static partial class ReplicateResponse
{
    // Models write their seed in the first lines of the log.
    private const int MaxReadLength = 4_000;

    /// <returns>The id; null if the response is not a prediction.</returns>
    public static string? IdOf(JsonElement prediction) => prediction.Text("id") is { } id && Id().IsMatch(id) ? id : null;

    public static bool IsId(string text) => Id().IsMatch(text);

    /// <returns>The state; null if the response is not a prediction.</returns>
    public static RemoteJobState? StateOf(JsonElement prediction, ServiceProfile service)
    {
        // The output takes precedence over the status, which may still be "processing" in a response that was waited for.
        if (AddressOf(prediction.Property("output")) is { } address)
        {
            return new RemoteJobState.Finished(address) { Model = prediction.Text("model"), Seed = SeedOf(prediction) };
        }

        return prediction.Text("status") switch
        {
            "starting" or "processing" => new RemoteJobState.Working(StepLog.ParseFraction(prediction.Text("logs"))),
            "succeeded" => new RemoteJobState.Failed(new Failure(FailureCode.BadOutput, "Replicate finished without an image.")),
            "failed" => new RemoteJobState.Failed(service.Explain(
                new ServiceError { Message = prediction.Text("error") ?? "The model failed without a reason." })),
            "canceled" or "aborted" => new RemoteJobState.Failed(
                new Failure(FailureCode.Cancelled, "The image was cancelled at Replicate.")),
            _ => null,
        };
    }

    private static string? AddressOf(JsonElement? output) => output switch
    {
        { ValueKind: JsonValueKind.String } one => one.Text(),
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => AddressOf(list[0]),
        _ => null,
    };

    private static long? SeedOf(JsonElement prediction)
    {
        var log = prediction.Text("logs") ?? "";
        return Seed().Match(log[..Math.Min(log.Length, MaxReadLength)]) is { Success: true } found
            ? long.Parse(found.Groups["seed"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : prediction.Property("input")?.Integer("seed");
    }

    [GeneratedRegex(@"\A[a-z0-9]{1,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(Using|Random) seed[:=] ?(?<seed>\d{1,18})\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Seed();
}

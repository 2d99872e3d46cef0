using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>Reads the state of a task.</summary>
internal static class BflResponse
{
    // The maximum delay before the next poll, in seconds.
    private const double MaxWait = 30;

    /// <returns>The state; null if the response is not a task or the task is unknown.</returns>
    public static RemoteJobState? StateOf(ServiceBody body, ServiceProfile service, string? model)
    {
        var json = body.Json();
        return json.Text("status") switch
        {
            "Pending" or "Queued" or "Processing" => new RemoteJobState.Working(FractionOf(json)) { PollDelay = WaitOf(body) },
            "Ready" => FinishedOf(json.Property("result") ?? default, model),
            "Request Moderated" => Blocked(json, service, "input"),
            "Content Moderated" => Blocked(json, service, "output"),
            "Error" or "Failed" => new RemoteJobState.Failed(service.Explain(
                new ServiceError { Message = ReasonOf(json) ?? "The model failed without a reason." })),
            _ => null,
        };
    }

    /// <summary>Reads the cost from the response that accepts a task, in credits of one cent.</summary>
    public static decimal? CostOf(JsonElement accepted) =>
        accepted.Number("cost") is >= 0 and < 1_000_000 and var credits ? (decimal)credits / 100 : null;

    private static RemoteJobState.Finished FinishedOf(JsonElement result, string? model) => new(result.Text("sample"))
    {
        Model = model,
        Seed = result.Integer("seed"),
        RevisedPrompt = result.Text("prompt") is { Length: > 0 } prompt ? prompt : null,
    };

    private static RemoteJobState.Failed Blocked(JsonElement json, ServiceProfile service, string stage)
    {
        var reasons = json.Property("details")?.Texts("Moderation Reasons") ?? [];
        return new RemoteJobState.Failed(service.Blocked(new ModerationVerdict(stage, [.. reasons])));
    }

    private static string? ReasonOf(JsonElement json) => ErrorBody.Read(json.Property("details") ?? default)?.Message;

    private static double? FractionOf(JsonElement json) => json.Number("progress") is >= 0 and <= 1 and var fraction ? fraction : null;

    private static TimeSpan? WaitOf(ServiceBody body) =>
        body.Headers is { } headers && RetryAfter.FromHeaders(headers, headers.Date ?? DateTimeOffset.MaxValue) is { } requested
            ? TimeSpan.FromSeconds(Math.Min(requested.TotalSeconds, MaxWait))
            : null;
}

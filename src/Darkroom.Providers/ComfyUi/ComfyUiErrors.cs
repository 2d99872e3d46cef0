using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>What ComfyUI's errors mean, and what they are in words.</summary>
internal static class ComfyUiErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("out of memory") || error.MessageContains("Allocation on device") ? FailureCode.InvalidRequest : null;

    /// <summary>A node that failed while it worked.</summary>
    /// <param name="service">Whose words are made fit to be shown.</param>
    /// <param name="data">Of <c>execution_error</c>.</param>
    public static Failure From(ServiceProfile service, JsonElement data) => service.Explain(new ServiceError
    {
        Message = $"{data.Text("node_type") ?? "A node"} failed: {data.Text("exception_message")?.Trim() ?? "it does not say why"}",
    });

    public static Failure Interrupted() => new(FailureCode.Interrupted, "Somebody stopped it in ComfyUI before it was finished.");
}

using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Classifies and describes ComfyUI's errors.</summary>
internal static class ComfyUiErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("out of memory") || error.MessageContains("Allocation on device") ? FailureCode.InvalidRequest : null;

    /// <summary>Returns the failure of a node.</summary>
    /// <param name="service">The service.</param>
    /// <param name="data">The data of <c>execution_error</c>.</param>
    public static Failure From(ServiceProfile service, JsonElement data) => service.Explain(new ServiceError
    {
        Message = $"{data.Text("node_type") ?? "A node"} failed: {data.Text("exception_message")?.Trim() ?? "no reason was given"}",
    });

    public static Failure Interrupted() => new(FailureCode.Interrupted, "The image was stopped in ComfyUI before it was finished.");
}

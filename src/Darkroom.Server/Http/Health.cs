using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

internal static partial class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapMethods("/live", HttpSetup.Reads, () => TypedResults.Ok(new HealthView("live", ProgramVersion.Text))).WithSummary("The process is running");
        group.MapMethods("/ready", HttpSetup.Reads, ReadyAsync).Produces<HealthView>().ProducesProblem(503).WithSummary("The database responds, the data folder is writable, and the server is not stopping");
    }

    private static async Task<IResult> ReadyAsync(
        IStorageStatus storage, IHostApplicationLifetime lifetime, ILogger<HealthView> log, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return NotReady("The server is stopping: it finishes what runs and accepts nothing new.");
        }

        try
        {
            await storage.ProbeAsync(cancellationToken);
            return TypedResults.Ok(new HealthView("ready", ProgramVersion.Text));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotReady(log, fault);
            return NotReady((fault as StorageException)?.Message ?? "The data folder cannot be read or written. The log has the details.");
        }
    }

    private static ProblemHttpResult NotReady(string reason) =>
        Problems.From(StatusCodes.Status503ServiceUnavailable, FailureCode.Unavailable, "Not ready.", reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: the data folder cannot be read or written")]
    private static partial void LogNotReady(ILogger log, Exception fault);
}

/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
/// <param name="Version">The version of the server, such as <c>1.2.0</c>.</param>
public sealed record HealthView(string Status, string Version);

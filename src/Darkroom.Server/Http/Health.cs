using Darkroom.Storage;

namespace Darkroom.Server.Http;

internal static partial class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapMethods("/live", HttpSetup.Reads, () => TypedResults.Ok(new HealthView("live"))).WithSummary("The process is running");
        group.MapMethods("/ready", HttpSetup.Reads, ReadyAsync).WithSummary("The database responds and the data folder is writable");
    }

    private static async Task<IResult> ReadyAsync(IStorageStatus storage, ILogger<HealthView> log, CancellationToken cancellationToken)
    {
        try
        {
            await storage.ProbeAsync(cancellationToken);
            return TypedResults.Ok(new HealthView("ready"));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotReady(log, fault);
            return Problems.From(
                StatusCodes.Status503ServiceUnavailable,
                FailureCode.Unavailable,
                "Not ready.",
                (fault as StorageException)?.Message ?? "The data folder cannot be read or written. The log has the details.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: the data folder cannot be read or written")]
    private static partial void LogNotReady(ILogger log, Exception fault);
}

/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);

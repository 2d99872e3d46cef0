using Darkroom.Jobs;

namespace Darkroom.Server.Http;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapMethods("/live", HttpSetup.Reads, () => TypedResults.Ok(new HealthView("live"))).WithSummary("The process runs");
        group.MapMethods("/ready", HttpSetup.Reads, ReadyAsync).WithSummary("The database answers");
    }

    private static async Task<IResult> ReadyAsync(IJobStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.RecentAsync(1, cancellationToken);
            return TypedResults.Ok(new HealthView("ready"));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Problems.Of(503, FailureCode.Unavailable, "Not ready.", "The database does not answer. The log has the details.");
        }
    }
}

/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);

using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Pages;

/// <summary><c>GET /queue</c>: what runs and waits. Scripts show it in a dialog on every page.</summary>
internal static class ShowQueue
{
    public static async Task<IResult> HandleAsync(RunQueue queue, CancellationToken cancellationToken) =>
        new RazorComponentResult<QueuePage>(new { Runs = await queue.ListAsync(cancellationToken) });
}

namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// An answer that is held for its client until it was delivered. If the client disconnects first, or this process ends, the same request gets the same
/// images.
/// </summary>
internal sealed partial class DeliveredAnswer(IResult answer, StartedImages started) : IResult
{
    /// <summary>How long a hold lasts without being renewed: after that, the process that answered is gone.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var (lost, time) = (services.GetRequiredService<ILostAnswers>(), services.GetRequiredService<TimeProvider>());
        var log = services.GetRequiredService<ILogger<DeliveredAnswer>>();
        using var answered = new CancellationTokenSource();
        await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow() + Hold, httpContext.RequestAborted);
        var renewing = RenewAsync(lost, time, answered.Token);
        try
        {
            await answer.ExecuteAsync(httpContext);
            await httpContext.Response.CompleteAsync();
        }
        finally
        {
            await answered.CancelAsync();
            await renewing;
            if (httpContext.RequestAborted.IsCancellationRequested)
            {
                await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow(), CancellationToken.None);
                LogLost(log, started.Id);
            }
            else
            {
                await lost.DeliveredAsync(started.Body, started.Id, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The client of {GenerationId} left before its answer. The same request gets the same images for a while")]
    private static partial void LogLost(ILogger log, string generationId);

    private async Task RenewAsync(ILostAnswers lost, TimeProvider time, CancellationToken answered)
    {
        try
        {
            using var timer = new PeriodicTimer(Renewal, time);
            while (await timer.WaitForNextTickAsync(answered))
            {
                await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow() + Hold, answered);
            }
        }
        catch (OperationCanceledException) when (answered.IsCancellationRequested)
        {
            // Answered.
        }
        catch (Storage.StorageException)
        {
            // The answer matters more; a repeated request may then start another generation.
        }
    }
}

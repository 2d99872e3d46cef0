namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// An answer that is held for its client until it was delivered. If the client disconnects first, or this process ends, the same request gets the same
/// images.
/// </summary>
internal sealed partial class DeliveredAnswer(IResult answer, StartedImages started) : IResult
{
    /// <summary>How long a hold lasts without being renewed: after that, the process that answered is gone.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var (lost, time) = (services.GetRequiredService<ILostAnswers>(), services.GetRequiredService<TimeProvider>());
        var log = services.GetRequiredService<ILogger<DeliveredAnswer>>();
        using var end = EventStream.EndOf(httpContext);
        using var answered = new CancellationTokenSource();

        // Not with the client's token: the generation has started, and its client may have left already.
        await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow() + Hold, CancellationToken.None);
        var renewing = RenewAsync(lost, time, answered.Token);
        var delivered = false;
        try
        {
            await answer.ExecuteAsync(httpContext);
            await httpContext.Response.CompleteAsync();
            delivered = !end.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (!httpContext.RequestAborted.IsCancellationRequested && !httpContext.Response.HasStarted)
            {
                await Stopping.ExecuteAsync(httpContext);
            }
        }
        finally
        {
            await answered.CancelAsync();
            await renewing;
            if (delivered)
            {
                await lost.DeliveredAsync(started.Body, started.Id, CancellationToken.None);
            }
            else
            {
                await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow(), CancellationToken.None);
                LogLost(log, started.Id);
            }
        }
    }

    private static OpenAiError Stopping =>
        new OpenAiError(StatusCodes.Status503ServiceUnavailable, OpenAiError.ServerError, OpenAiError.ServerError, "The server is stopping. Send the request again.") with { ShouldRetry = true };

    [LoggerMessage(Level = LogLevel.Information, Message = "The client of {GenerationId} left before its answer. The same request gets the same images for a while")]
    private static partial void LogLost(ILogger log, string generationId);

    private async Task RenewAsync(ILostAnswers lost, TimeProvider time, CancellationToken answered)
    {
        try
        {
            using var timer = new PeriodicTimer(Renewal, time);
            while (await timer.WaitForNextTickAsync(answered))
            {
                try
                {
                    await lost.HoldAsync(started.Body, started.Id, time.GetUtcNow() + Hold, answered);
                }
                catch (Storage.StorageException)
                {
                    // The next tick tries again.
                }
            }
        }
        catch (OperationCanceledException) when (answered.IsCancellationRequested)
        {
            // Answered.
        }
    }
}

using Darkroom.Storage;

namespace Darkroom.Server.OpenAiApi;

/// <summary>Answers with the events of a generation, from its first to its last one.</summary>
/// <param name="after">The number of the last event that the client has; -1 for none.</param>
internal abstract partial class GenerationStream(string id, int after = -1) : IResult
{
    private const int BatchSize = 64;

    protected string GenerationId => id;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        using var open = new OpenStream("v1");
        EventStream.Prepare(httpContext.Response);
        var services = httpContext.RequestServices;
        var events = new EventWriter(httpContext.Response.BodyWriter, services.GetRequiredService<TimeProvider>(), after);
        try
        {
            await FollowAsync(services, events, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host stops. The work continues.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            LogFault(services.GetRequiredService<ILogger<GenerationStream>>(), fault, id);
            var message = (fault as StorageException)?.Message ?? "The stream failed. Darkroom's log has the details.";
            await events.WriteErrorAsync(new OpenAiError(StatusCodes.Status500InternalServerError, OpenAiError.ServerError, OpenAiError.ServerError, message), null, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Writes what comes before the events of the log.</summary>
    protected virtual Task OpenAsync(IServiceProvider services, EventWriter events, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes what follows from an event of the log.</summary>
    /// <param name="later">The events that are known to follow it.</param>
    /// <returns>True after the last event.</returns>
    protected abstract Task<bool> SendAsync(
        IServiceProvider services, EventWriter events, LoggedEvent logged, ReadOnlyMemory<LoggedEvent> later, CancellationToken cancellationToken);

    protected async Task<GenerationState> StateAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IGenerationStore>().FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"The generation {id} is gone.");

    private async Task FollowAsync(IServiceProvider services, EventWriter events, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<IEventLog>();

        // Before the first read, so that no event is missed: partial images are made for those who watch.
        using var subscription = services.GetRequiredService<IJobSignals>().Subscribe(id);
        await events.StartAsync(cancellationToken);
        await OpenAsync(services, events, cancellationToken);
        for (var sent = 0L; ;)
        {
            var batch = await log.ReadAsync(id, sent, BatchSize, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                sent = batch[i].Sequence;
                if (await SendAsync(services, events, batch[i], batch.AsMemory()[(i + 1)..], cancellationToken))
                {
                    return;
                }
            }

            if (batch.Length < BatchSize)
            {
                await events.WaitAsync(subscription, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The OpenAI-compatible stream of {GenerationId} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string generationId);
}

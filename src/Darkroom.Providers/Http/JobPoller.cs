namespace Darkroom.Providers.Http;

/// <summary>Asks a service again and again how far a job is.</summary>
/// <param name="connection">To the service.</param>
/// <param name="call">The call; its time is over for all questions at once.</param>
/// <param name="every">Between two questions, unless the service asks for longer.</param>
internal sealed class JobPoller(ServiceConnection connection, ProviderCall call, TimeSpan every)
{
    /// <summary>So many questions in a row may go unanswered: the job goes on meanwhile, and is paid for.</summary>
    private const int MaxFailures = 8;

    private int _failures;

    /// <summary>Waits, then asks.</summary>
    /// <param name="url">What to ask.</param>
    /// <param name="asked">How long the service asked to wait this time, where it did.</param>
    /// <returns>An answer, or a failure worth ending with; passing ones are asked again. The caller disposes it.</returns>
    public Task<ServiceBody> NextAsync(Uri url, TimeSpan? asked = null) => SendAsync(url, AtLeastInterval(asked));

    /// <summary>Asks without waiting first.</summary>
    /// <inheritdoc cref="NextAsync" path="/returns"/>
    public Task<ServiceBody> NowAsync(Uri url) => SendAsync(url, TimeSpan.Zero);

    private async Task<ServiceBody> SendAsync(Uri url, TimeSpan wait)
    {
        while (true)
        {
            if (await call.DelayAsync(wait) is { } late)
            {
                return new ServiceBody(late, null);
            }

            var body = await connection.FetchAsync(HttpMethod.Get, url, null, call);
            if (!body.IsTransient || ++_failures >= MaxFailures)
            {
                _failures = 0;
                return body;
            }

            wait = AtLeastInterval(body.Failure?.RetryAfter);
            body.Dispose();
        }
    }

    private TimeSpan AtLeastInterval(TimeSpan? asked) => asked > every ? asked.Value : every;
}

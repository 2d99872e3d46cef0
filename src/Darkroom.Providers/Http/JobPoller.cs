namespace Darkroom.Providers.Http;

/// <summary>Polls a service for the state of a job and retries transient failures.</summary>
/// <param name="call">The call, whose timeout covers all requests.</param>
/// <param name="interval">The delay between two requests, unless the service requests a longer one.</param>
internal sealed class JobPoller(ServiceConnection connection, ProviderCall call, TimeSpan interval)
{
    /// <summary>The number of consecutive failures that ends the polling. The job continues meanwhile and is paid for.</summary>
    private const int MaxFailures = 8;

    private int _failures;

    /// <summary>Waits, then sends a request.</summary>
    /// <param name="requested">The delay that the service requested; null for the interval.</param>
    /// <returns>A response or a final failure, which the caller disposes. Transient failures are retried.</returns>
    public Task<ServiceBody> NextAsync(Uri url, TimeSpan? requested = null) => SendAsync(url, AtLeastInterval(requested));

    /// <summary>Sends a request without waiting first.</summary>
    /// <inheritdoc cref="NextAsync" path="/returns"/>
    public Task<ServiceBody> NowAsync(Uri url) => SendAsync(url, TimeSpan.Zero);

    private async Task<ServiceBody> SendAsync(Uri url, TimeSpan wait)
    {
        while (true)
        {
            if (await call.DelayAsync(wait) is { } timeout)
            {
                return new ServiceBody(timeout, null);
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

    private TimeSpan AtLeastInterval(TimeSpan? requested) => requested > interval ? requested.Value : interval;
}

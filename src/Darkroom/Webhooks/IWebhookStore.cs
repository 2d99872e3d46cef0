using System.Collections.Immutable;

namespace Darkroom.Webhooks;

/// <summary>
/// Stores endpoints and the log of their deliveries. Messages are written by the stores whose changes are events, in the transaction of the change
/// and for each active endpoint that chose the event; see <see cref="WebhookMessage"/>.
/// </summary>
public interface IWebhookStore
{
    /// <summary>The maximum number of endpoints.</summary>
    const int MaxEndpoints = 50;

    /// <summary>The maximum number of deliveries of a page.</summary>
    const int MaxLimit = 200;

    /// <returns>False if there are <see cref="MaxEndpoints"/>.</returns>
    Task<bool> AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Returns all endpoints, oldest first.</summary>
    Task<ImmutableArray<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken);

    /// <returns>Null if there is no such endpoint.</returns>
    Task<WebhookEndpoint?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an endpoint. No other change can come between reading and writing. If the change makes the endpoint active, what waits for it is due at once.
    /// </summary>
    /// <param name="change">Returns the changed endpoint. Pure: it may be called more than once.</param>
    /// <returns>The changed endpoint; null if it does not exist.</returns>
    Task<WebhookEndpoint?> ChangeAsync(string id, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken);

    /// <summary>Deletes an endpoint with its deliveries, however many there are. What is being sent is lost to its sender.</summary>
    /// <returns>False if it does not exist.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the deliveries of an endpoint, newest first.</summary>
    /// <param name="before">The id of the last delivery of the previous page; null for the first page.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    Task<ImmutableArray<WebhookDelivery>> DeliveriesAsync(string endpointId, string? before, int limit, CancellationToken cancellationToken);

    /// <returns>Null if the endpoint has no such delivery.</returns>
    Task<WebhookDelivery?> FindDeliveryAsync(string endpointId, string id, CancellationToken cancellationToken);

    /// <summary>Sends a message again, with the same id and all attempts. One that is being sent stays as it is.</summary>
    /// <returns>False if the endpoint has no such delivery.</returns>
    Task<bool> ReplayAsync(string endpointId, string id, CancellationToken cancellationToken);

    /// <summary>Deletes old deliveries. Those that wait for an active endpoint are kept.</summary>
    /// <param name="before">The time of the event.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

namespace Darkroom.Providers;

/// <summary>A provider whose work goes on without a connection, and can be picked up or stopped by its token.</summary>
public interface IResumableProvider : IImageProvider
{
    /// <summary>
    /// Stops work that goes on at the provider although nobody listens; best effort, never throws for a provider's refusal.
    /// </summary>
    /// <param name="resumeToken">From <see cref="GenerationUpdate.Resumable"/>, of any age.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="OperationCanceledException">The token fired before the provider answered.</exception>
    Task CancelAsync(string resumeToken, CancellationToken cancellationToken);

    /// <summary>
    /// Has the provider forget work whose result is safe here; best effort, never throws for a provider's refusal.
    /// </summary>
    /// <inheritdoc cref="CancelAsync" path="/param"/>
    /// <inheritdoc cref="CancelAsync" path="/exception"/>
    Task ForgetAsync(string resumeToken, CancellationToken cancellationToken);
}

namespace Darkroom.Providers;

/// <summary>A provider whose work continues without a connection, and can be resumed or cancelled by its token.</summary>
public interface IResumableProvider : IImageProvider
{
    /// <summary>
    /// Cancels work that continues at the provider. Best effort: does not throw if the provider rejects the request.
    /// </summary>
    /// <param name="resumeToken">A token from <see cref="GenerationUpdate.Resumable"/>, of any age.</param>
    /// <param name="cancellationToken">Cancels the request to the provider.</param>
    /// <exception cref="OperationCanceledException">The token fired before the provider responded.</exception>
    Task CancelAsync(string resumeToken, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes work at the provider whose result is stored here. Best effort: does not throw if the provider rejects the request.
    /// </summary>
    /// <inheritdoc cref="CancelAsync" path="/param"/>
    /// <inheritdoc cref="CancelAsync" path="/exception"/>
    Task ForgetAsync(string resumeToken, CancellationToken cancellationToken);
}

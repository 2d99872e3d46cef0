namespace Darkroom.Providers;

/// <summary>
/// A source of images. A provider makes one image per call; n images are n concurrent calls. Expected failures are data
/// (<see cref="GenerationUpdate.Failed"/>); an exception is a defect of the provider's code.
/// </summary>
public interface IImageProvider
{
    /// <summary>The id in configuration, API and database: lower case, such as <c>openai-images</c>. It never changes.</summary>
    string Id { get; }

    ProviderDescription Description { get; }

    /// <summary>Whether the provider can be used, and which setting is missing if not.</summary>
    ProviderSetup Setup { get; }

    ProviderLimits Limits { get; }

    /// <summary>Returns what a model supports. The form, the validation and the documentation are based on it.</summary>
    /// <param name="model">A model's name, or null for the default one.</param>
    ProviderCapabilities CapabilitiesOf(string? model);

    /// <summary>
    /// Makes one image. The last update is a <see cref="GenerationUpdate.FinalImage"/> or a <see cref="GenerationUpdate.Failed"/>.
    /// The receiver disposes the images.
    /// </summary>
    /// <param name="request">A request that was validated against <see cref="CapabilitiesOf"/>.</param>
    /// <param name="cancellationToken">
    /// Also stops the work at the provider, if it can be stopped. Work reported as <see cref="GenerationUpdate.Resumable"/> continues there,
    /// because a token does not show whether the process stops or a person cancels; see <see cref="IResumableProvider"/>.
    /// </param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    IAsyncEnumerable<GenerationUpdate> GenerateAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Tests whether the service can be reached and accepts the key, without paying for an image.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<ProviderTest> TestAsync(CancellationToken cancellationToken);
}

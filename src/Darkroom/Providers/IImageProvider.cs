namespace Darkroom.Providers;

/// <summary>
/// One way of making images. A provider makes one image per call; n images are n calls side by side. Expected bad ends are
/// data (<see cref="GenerationUpdate.Failed"/>), exceptions are faults of the adapter's own.
/// </summary>
public interface IImageProvider
{
    /// <summary>What configuration, the API and the database call it: lower case, such as <c>openai-images</c>. Never changes.</summary>
    string Id { get; }

    ProviderDescription Description { get; }

    /// <summary>Whether it can be used, and which setting is missing if not.</summary>
    ProviderSetup Setup { get; }

    ProviderLimits Limits { get; }

    /// <summary>What can be asked of a model. Drives the form, the validation and the documentation.</summary>
    /// <param name="model">A model's name, or null for the one used by default.</param>
    ProviderCapabilities CapabilitiesOf(string? model);

    /// <summary>
    /// Makes one image. The last update is a <see cref="GenerationUpdate.FinalImage"/> or a <see cref="GenerationUpdate.Failed"/>.
    /// The receiver disposes the images it is given.
    /// </summary>
    /// <param name="request">Already checked against <see cref="CapabilitiesOf"/>.</param>
    /// <param name="cancellationToken">
    /// Stops the work at the provider too, where it can be stopped. Work reported as <see cref="GenerationUpdate.Resumable"/> goes
    /// on there: whether the process stops or a person cancels is not to be told from a token, see <see cref="IResumableProvider"/>.
    /// </param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    IAsyncEnumerable<GenerationUpdate> GenerateAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Asks whether the service can be reached and takes the key, without paying for an image.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<ProviderTest> TestAsync(CancellationToken cancellationToken);
}

using System.Runtime.CompilerServices;
using Darkroom.Providers;

namespace Darkroom.Tests.Generations;

/// <summary>A provider that plays a script, and records its requests and images.</summary>
internal sealed class ScriptedProvider(params Func<CancellationToken, Task<GenerationUpdate>>[] script) : IImageProvider
{
    public string Id { get; init; } = Samples.Provider;

    public ProviderDescription Description { get; init; } = new("Scripted", "Follows a script.", Paid: true);

    public ProviderSetup Setup { get; init; } = new();

    public ProviderLimits Limits => new(4, null, TimeSpan.FromSeconds(60));

    public ProviderCapabilities Capabilities { get; init; } = new() { Sizes = new SizeRule.OneOf([new PixelSize(1024, 1024)]) };

    internal List<ImageRequest> Asked { get; } = [];

    /// <summary>The images it returned, in order.</summary>
    internal List<EncodedImage> Given { get; } = [];

    internal bool Left { get; private set; }

    public ProviderCapabilities CapabilitiesOf(string? model) => Capabilities;

    public Task<ProviderTest> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ProviderTest>(new ProviderTest.Passed("It answers."));

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Add(request);
        try
        {
            foreach (var step in script)
            {
                var update = await step(cancellationToken);
                if (update is GenerationUpdate.PartialImage(_, var partial))
                {
                    Given.Add(partial);
                }
                else if (update is GenerationUpdate.FinalImage(var final))
                {
                    Given.Add(final);
                }

                yield return update;
            }
        }
        finally
        {
            Left = true;
        }
    }
}

/// <summary>Steps of a script.</summary>
internal static class Say
{
    internal static Func<CancellationToken, Task<GenerationUpdate>> Progress(double? fraction = null) => Now(new GenerationUpdate.Progress(fraction));

    internal static Func<CancellationToken, Task<GenerationUpdate>> Partial(int index, byte[] bytes) =>
        _ => Task.FromResult<GenerationUpdate>(new GenerationUpdate.PartialImage(index, EncodedImage.From(bytes)));

    internal static Func<CancellationToken, Task<GenerationUpdate>> Final(byte[] bytes) => Now(new GenerationUpdate.FinalImage(EncodedImage.From(bytes))
    {
        Model = "really this one",
        RevisedPrompt = "revised",
        Seed = 42,
        Usage = new TokenUsage(1, 2, 3),
    });

    internal static Func<CancellationToken, Task<GenerationUpdate>> Priced(byte[] bytes, decimal usd) =>
        Now(new GenerationUpdate.FinalImage(EncodedImage.From(bytes)) { CostUsd = usd });

    internal static Func<CancellationToken, Task<GenerationUpdate>> Failed(Failure failure) => Now(new GenerationUpdate.Failed(failure));

    internal static Func<CancellationToken, Task<GenerationUpdate>> Nothing(TaskCompletionSource? reached = null) => async cancellationToken =>
    {
        reached?.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException();
    };

    internal static Func<CancellationToken, Task<GenerationUpdate>> Break(Exception fault) => _ => throw fault;

    private static Func<CancellationToken, Task<GenerationUpdate>> Now(GenerationUpdate update) => _ => Task.FromResult(update);
}

using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Providers.Http;
using Xunit;

namespace Darkroom.Tests.Providers;

/// <summary>A provider, and the service it talks to, for one test.</summary>
public abstract class ProviderBench : IAsyncLifetime
{
    protected static readonly ImageRequest Asked = new() { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024), PartialImages = 3 };

    // A test that waits in vain fails instead of hanging.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpClient _publicHttp = ProviderHttp.CreatePublicClient();
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public CancellationToken Cancel => _limit.Token;

    private protected RecordingLogs Log { get; } = new();

    public ScriptedServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _limit.CancelAfter(Longest);
        Server = await ScriptedServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        _publicHttp.Dispose();
        _limit.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Limits images in memory, with more room than any test needs.</summary>
    public static ImageBudget Budget => new(1000, 1_000_000_000, TimeProvider.System);

    /// <summary>The images of this test that are in memory.</summary>
    public ImageBudget InMemory { get; } = Budget;

    /// <summary>Creates the services for a provider.</summary>
    /// <param name="time">The clock; null for the system's clock on a fixed date.</param>
    public ProviderParts Parts(TimeProvider? time = null) =>
        new(_http, new ImagePipeline(new ImagingOptions()), Log, time ?? new DatedTime()) { PublicHttp = _publicHttp, Budget = InMemory };

    /// <summary>Runs a provider and returns its updates.</summary>
    public async Task<Outcome> RunAsync(
        IImageProvider provider, ImageRequest? request = null, Action<GenerationUpdate>? onUpdate = null, CancellationToken? cancel = null)
    {
        var outcome = new Outcome();
        await foreach (var update in provider.GenerateAsync(request ?? Asked, cancel ?? Cancel))
        {
            Assert.False(outcome.Ended, "Something followed the last update.");
            outcome.Add(update);
            onUpdate?.Invoke(update);
        }

        Assert.True(outcome.Ended, "The last update was neither an image nor a failure.");
        return outcome;
    }
}

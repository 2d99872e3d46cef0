using System.Net;
using System.Net.Http.Headers;
using BenchmarkDotNet.Attributes;
using Darkroom.Bench.Provider;
using Darkroom.Imaging;
using Darkroom.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Bench.Hot;

/// <summary>Benchmarks of reading a provider's response. BenchmarkDotNet derives from the class, so it is public and not sealed.</summary>
public class ProviderPieces
{
    /// <summary>The approximate size of the recorded response. One operation is one megabyte.</summary>
    private const int Megabytes = 10;

    private static readonly ImageRequest Request = new() { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024), PartialImages = 3 };
    private IImageProvider _provider = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var recorded = new RecordedResponse(1);
        byte[] answer = [.. recorded.Beginning, .. recorded.Partials.SelectMany(partial => partial), .. recorded.End];
        var kind = KnownProviders.All.First(one => one.Id == "openai");
        var options = (ProviderOptions)Activator.CreateInstance(kind.Options)! with { ApiKey = "sk-bench" };
        var http = new HttpClient(new Recorded(answer)) { Timeout = Timeout.InfiniteTimeSpan };
        _provider = kind.Build(options, new ProviderParts(http, new ImagePipeline(new ImagingOptions()), NullLoggerFactory.Instance, TimeProvider.System) { PublicHttp = http, Budget = new ImageBudget(8, 32 * 1024 * 1024, TimeProvider.System) });
    }

    [Benchmark(Description = "events and base64, per MB of answer", OperationsPerInvoke = Megabytes)]
    public async Task<int> ReadAnswer()
    {
        var bytes = 0;
        await foreach (var update in _provider.GenerateAsync(Request, CancellationToken.None))
        {
            var image = update switch
            {
                GenerationUpdate.PartialImage partial => partial.Image,
                GenerationUpdate.FinalImage final => final.Image,
                _ => null,
            };
            bytes += image?.Bytes.Length ?? 0;
            image?.Dispose();
        }

        return bytes > 0 ? bytes : throw new InvalidDataException("The recorded response contains no image.");
    }

    private sealed class Recorded(byte[] answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(answer);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/event-stream; charset=utf-8");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using BenchmarkDotNet.Attributes;
using Darkroom.Bench.Provider;
using Darkroom.Imaging;
using Darkroom.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Bench.Hot;

/// <summary>Reading a provider's answer. BenchmarkDotNet derives from the class, so it is public and open.</summary>
public class ProviderPieces
{
    /// <summary>Of the recorded answer, about; one operation is one of them.</summary>
    private const int Megabytes = 10;

    private static readonly ImageRequest Request = new() { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024), PartialImages = 3 };
    private IImageProvider _provider = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var picture = new RecordedPicture(1);
        byte[] answer = [.. picture.Beginning, .. picture.Partials.SelectMany(partial => partial), .. picture.End];
        var kind = KnownProviders.All.First(one => one.Id == "openai");
        var options = (ProviderOptions)Activator.CreateInstance(kind.Options)! with { ApiKey = "sk-bench" };
        var http = new HttpClient(new Recorded(answer)) { Timeout = Timeout.InfiniteTimeSpan };
        _provider = kind.Build(options, new ProviderParts(http, new ImagePipeline(new ImagingOptions()), NullLoggerFactory.Instance, TimeProvider.System) { PublicHttp = http });
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

        return bytes > 0 ? bytes : throw new InvalidDataException("The recorded answer holds no picture.");
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

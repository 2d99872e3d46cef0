using Darkroom.Providers;
using Darkroom.Providers.Replicate;

namespace Darkroom.Tests.Providers.Replicate;

/// <summary>Recorded responses of Replicate.</summary>
internal static class ReplicateReplays
{
    public const string Tapes = "replicate/huggingface.js-tapes/";
    public const string Python = "replicate/replicate-python/";
    private const string Delivery = "https://replicate.delivery/";
    private const string Deliveries = Tapes + "200_replicate.delivery_";
    private const string Sdxl = "stability-ai/sdxl:39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b";
    private const string Llama = "meta/meta-llama-3-8b-instruct";

    public static IEnumerable<Replay> All =>
    [
        Tape("flux-dev, waited for", "201_api.replicate.com_v1_models_black-forest-labs_flux-dev_predictions_770b0f93.json"),
        Tape("flux-schnell, waited for", "201_api.replicate.com_v1_models_black-forest-labs_flux-schnell_predictions_fb1d1461.json"),
        Tape("Stable Diffusion 3.5, waited for", "201_api.replicate.com_v1_models_stability-ai_stable-diffusion-3.5-large-tu_237a5281.json"),
        Tape("a version, waited for", "201_api.replicate.com_v1_predictions_84b1cb6a.json"),
        Tape("a field too many: model", "422_api.replicate.com_v1_models_black-forest-labs_flux-schnell_predictions_19f4a588.json"),
        Tape("a field too many: provider", "422_api.replicate.com_v1_models_black-forest-labs_flux-schnell_predictions_5167f3d5.json"),
        Tape("a version and a field too many: provider", "422_api.replicate.com_v1_predictions_0f11f070.json"),
        Tape("a version and a field too many: model", "422_api.replicate.com_v1_predictions_9311fec2.json"),
        Tape("a version without its input", "422_api.replicate.com_v1_predictions_53a03fda.json"),
        new("replicate", "images on the delivery host", [Deliveries], DeliveriesAsync),
        Cassette("SDXL, created and polled until it is done", Sdxl, "run.yaml"),
        Cassette("four of SDXL at once", Sdxl, "run__concurrently.yaml"),
        Cassette("SDXL, created by one program and polled by another", Sdxl, "predictions-create.yaml", "predictions-get.yaml"),
        Cassette("a bad token", Sdxl, "run__invalid-token.yaml"),
        new("replicate", "cancelled by another client", [Python + "predictions-cancel.yaml"], CancelledAsync),
        Cassette("a text model, waited for", Llama, "test_models_predictions_create_blocking_True-True.yaml"),
        Cassette("a text model, waited for 10 seconds", Llama, "test_models_predictions_create_blocking_False-10.yaml"),
    ];

    /// <summary>Recordings that contain only models that make no images.</summary>
    public static IEnumerable<KeyValuePair<string, string>> NotPlayed =>
    [
        new(Python + "models-predictions-create.yaml", "creates a prediction of a text model without polling it"),
        new(Python + "predictions-stream.yaml", "text of a text model"),
    ];

    public static byte[] Image { get; } = TestImages.SmallPng(4);

    private static Replay Tape(string what, string file) => new("replicate", what, [Tapes + file], bench =>
    {
        var exchange = RecordedExchanges.Of(Tapes + file);
        return PlayAsync(bench, exchange, ModelIn(exchange[0].Url));
    });

    private static Replay Cassette(string what, string model, params string[] files) =>
        new("replicate", what, [.. files.Select(file => Python + file)], bench =>
            PlayAsync(bench, [.. files.SelectMany(file => RecordedExchanges.Of(Python + file))], model));

    private static async Task<Outcome> DeliveriesAsync(ProviderBench bench)
    {
        var started = RecordedExchanges.Of(Tapes + "201_api.replicate.com_v1_models_black-forest-labs_flux-schnell_predictions_fb1d1461.json");
        Outcome? last = null;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Recordings.Path(Deliveries))!, "200_replicate.delivery_*").Order())
        {
            var delivered = RecordedExchanges.Of(file)[0];
            last = await PlayAsync(bench, started, "black-forest-labs/flux-schnell", delivered.Script(Image));
        }

        return last!;
    }

    private static Task<Outcome> CancelledAsync(ProviderBench bench)
    {
        var recorded = RecordedExchanges.Of(Python + "predictions-cancel.yaml");
        return PlayAsync(
            bench, recorded.Select(each => each with { Url = each.Url.Replace("/cancel", "", StringComparison.Ordinal) }), Sdxl);
    }

    /// <summary>Creates as many predictions as were polled in the recording, and returns the last result.</summary>
    private static async Task<Outcome> PlayAsync(
        ProviderBench bench, IEnumerable<RecordedExchange> recorded, string model, Script? delivered = null)
    {
        var exchanges = recorded.ToList();
        bench.Server.Play(exchanges, body => body.Replace(Delivery, bench.Server.Address.ToString(), StringComparison.Ordinal));
        foreach (var image in exchanges.SelectMany(exchange => exchange.Text.Split(Delivery)[1..]).Select(rest => rest.Split('"')[0]))
        {
            bench.Server.On("/" + image, delivered ?? Scripts.Bytes(Image, "image/png"));
        }

        var provider = new ReplicateProvider(
            new ProviderOptions { BaseUrl = bench.Server.BaseUrl, ApiKey = "r8_test" }, bench.Parts(new EagerTime()));
        var started = exchanges.Where(exchange => exchange.Method == "GET" && exchange.Url.Contains("/predictions/", StringComparison.Ordinal))
            .DistinctBy(exchange => exchange.Url).Count();
        Outcome? last = null;
        for (var i = 0; i < Math.Max(1, started); i++)
        {
            last = await bench.RunAsync(provider, new ImageRequest
            {
                Prompt = "a lighthouse",
                Size = new PixelSize(1024, 1024),
                Model = model,
            });
        }

        return last!;
    }

    private static string ModelIn(string url) => url.Split("/models/") is [_, var rest] ? rest.Replace("/predictions", "", StringComparison.Ordinal) : Sdxl;
}

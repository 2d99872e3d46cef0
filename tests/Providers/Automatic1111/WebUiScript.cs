using System.Text.Json;

namespace Darkroom.Tests.Providers.Automatic1111;

/// <summary>What the web UI says.</summary>
internal static class WebUiScript
{
    public const string Progress = "/sdapi/v1/progress";
    public const string Txt2Img = "/sdapi/v1/txt2img";
    public const string Img2Img = "/sdapi/v1/img2img";
    public const string Interrupt = "/sdapi/v1/interrupt";

    /// <summary>Nothing to do.</summary>
    public static Script Idle() => State(0, 0, job: "", began: "0", jobs: 0);

    /// <summary>An answer about how far it is.</summary>
    public static Script State(
        int step, int steps, byte[]? image = null, string job = "scripts_txt2img", string began = "20261120110000", int jobs = 1, int jobNo = 0,
        double progress = 0.01, double eta = 0, bool interrupted = false) => Scripts.Answer(200, JsonSerializer.Serialize(new
        {
            progress,
            eta_relative = eta,
            state = new { skipped = false, interrupted, job, job_count = jobs, job_timestamp = began, job_no = jobNo, sampling_step = step, sampling_steps = steps },
            current_image = image,
            textinfo = (string?)null,
        }));

    /// <summary>The finished image, once the gate is open.</summary>
    public static Script Image(byte[] image, Gate? after = null) => async exchange =>
    {
        if (after is not null)
        {
            await after.PassAsync(exchange.Gone);
        }

        await Scripts.Answer(200, Body(image))(exchange);
    };

    public static string Body(byte[] image) => JsonSerializer.Serialize(new
    {
        images = new[] { image, TestImages.SmallPng(99) },
        parameters = new { prompt = "a lighthouse" },
        info = """{"prompt": "a lighthouse", "seed": 4242, "sd_model_name": "sd_xl_base_1.0"}""",
    });

    /// <summary>Opens a gate once this has been answered.</summary>
    public static Script Then(this Script script, Gate gate) => async exchange =>
    {
        await script(exchange);
        gate.Open();
    };
}

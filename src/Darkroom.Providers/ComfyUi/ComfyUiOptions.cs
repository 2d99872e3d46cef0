using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.ComfyUi;

/// <summary>The settings under <c>Providers:comfyui:…</c>.</summary>
public sealed record ComfyUiOptions : ProviderOptions
{
    /// <summary>
    /// The path of a workflow in ComfyUI's API format, with placeholders such as <c>%prompt%</c>; null for the built-in one, which makes images
    /// from text with one checkpoint.
    /// </summary>
    [ComfyUiWorkflowFile]
    public string? Workflow { get; init; }

    /// <summary>The number of steps in the built-in workflow.</summary>
    [Range(1, 150)]
    public int Steps { get; init; } = 25;

    /// <summary>How closely the built-in workflow follows the prompt. FLUX and turbo models need about 1.</summary>
    [Range(0.0, 30.0)]
    public double CfgScale { get; init; } = 7;
}

/// <summary>Validates that the file exists and is a workflow with valid placeholders.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ComfyUiWorkflowFileAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string path && ComfyUiWorkflow.Load(path).Problem is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}

namespace Darkroom.Server.Http;

/// <summary>An error in the form of OpenAI's API, as the OpenAPI document describes it.</summary>
public sealed record OpenAiErrorView(OpenAiErrorFields Error);

/// <summary>What an error says.</summary>
/// <param name="Message">What was wrong and what would be right.</param>
/// <param name="Type">The class of the error, such as <c>invalid_request_error</c>.</param>
/// <param name="Param">The field that is wrong; null if it is not about one.</param>
/// <param name="Code">The error's name for programs.</param>
public sealed record OpenAiErrorFields(string Message, string Type, string? Param, string? Code);

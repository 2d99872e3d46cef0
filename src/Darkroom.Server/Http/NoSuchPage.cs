using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>Addresses that lead nowhere: a page for people, a problem for programs.</summary>
internal static class NoSuchPage
{
    public static IResult Handle(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Page("There is nothing at this address.")
            : Problems.NotFound("There is nothing at this address. GET /openapi/v1.json lists what there is.");

    public static RazorComponentResult<NoSuchPageView> Page(string what) =>
        new(new { What = what }) { StatusCode = StatusCodes.Status404NotFound };
}

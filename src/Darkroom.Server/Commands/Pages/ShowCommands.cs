using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Commands.Pages;

/// <summary><c>GET /commands</c>: the list of keys, and the command palette, which scripts show on every page.</summary>
internal static class ShowCommands
{
    public static IResult Handle() => new RazorComponentResult<CommandsPage>();
}

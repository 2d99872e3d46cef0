namespace Darkroom.Tests;

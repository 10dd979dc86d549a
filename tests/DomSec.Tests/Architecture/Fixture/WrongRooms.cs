// Rooms built wrongly on purpose, for the test that the rules can fail.
#pragma warning disable MA0047, MA0038, CA1822
using DomSec.Tests.Architecture.Fixture.Cms;

namespace DomSec.Tests.Architecture.Fixture.Cms
{
    /// <summary>What the lower room must not use.</summary>
    internal sealed class Upper
    {
        internal static int Count => 1;
    }
}

namespace DomSec.Tests.Architecture.Fixture.Ber
{
    internal sealed class InSignature
    {
        internal Upper? Property { get; set; }
    }

    internal sealed class InBody
    {
        internal int Method() => Upper.Count;
    }

    internal sealed class InLambda
    {
        internal Func<int, int> Method(int x) => y => Upper.Count + x + y;
    }

    internal sealed class InAsync
    {
        internal async Task<int> MethodAsync()
        {
            await Task.Yield();
            return Upper.Count + new MimeKit.MimeMessage().Headers.Count;
        }
    }

    internal sealed class InIterator
    {
        internal IEnumerable<int> Method()
        {
            yield return Upper.Count;
        }
    }

    internal sealed class InGeneric
    {
        internal int Method() => new List<Upper>().Count;
    }
}

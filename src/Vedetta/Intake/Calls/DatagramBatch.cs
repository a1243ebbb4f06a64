using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Vedetta.Intake.Calls;

/// <summary>
/// Datagrams in and answers out, many at a time: one call into the kernel takes what waits (recvmmsg) and one sends all
/// answers (sendmmsg): at 60,000 a second one call for each would cost more than reading them. Elsewhere than on Linux one
/// at a time. One batch belongs to one thread; several batches may share a socket.
/// </summary>
internal sealed class DatagramBatch
{
    private const int WaitForOne = 0x10000, AddressBytes = 28;

    // The structures below are those of 64-bit Linux.
    private static bool IsBatched => OperatingSystem.IsLinux() && nint.Size == 8;

    private readonly Socket _socket;
    // Buffers that lie a multiple of 64 KiB apart would share few lines of the processor's cache.
    private const int Apart = 576;

    private readonly int _count, _bytesMax, _stride, _answerBytesMax;
    private readonly byte[] _in, _out, _addresses;
    private readonly Vector[] _inVectors, _outVectors;
    private readonly Message[] _received, _answers;
    private readonly SocketAddress _oneAddress = new(AddressFamily.InterNetworkV6, AddressBytes);
    private int _toSend;

    /// <summary>Makes room for <paramref name="count"/> datagrams of a bound socket, which stays the caller's.</summary>
    /// <param name="socket">Its receive timeout is how long <see cref="Receive"/> waits.</param>
    /// <param name="count">Most datagrams of one call.</param>
    /// <param name="bytesMax">A datagram of as many bytes or more is left out.</param>
    /// <param name="answerBytesMax">Longest answer; 0 where none is given.</param>
    public DatagramBatch(Socket socket, int count, int bytesMax, int answerBytesMax = 0)
    {
        (_socket, _count, _bytesMax, _answerBytesMax) = (socket, count, bytesMax, answerBytesMax);
        _stride = bytesMax + Apart;
        _in = GC.AllocateUninitializedArray<byte>(count * _stride, pinned: true);
        _out = GC.AllocateUninitializedArray<byte>(count * answerBytesMax, pinned: true);
        _addresses = GC.AllocateArray<byte>(count * AddressBytes, pinned: true);
        _inVectors = GC.AllocateArray<Vector>(count, pinned: true);
        _outVectors = GC.AllocateArray<Vector>(count, pinned: true);
        _received = GC.AllocateArray<Message>(count, pinned: true);
        _answers = GC.AllocateArray<Message>(count, pinned: true);
        for (int i = 0; i < count; i++)
        {
            _inVectors[i] = new Vector(At(_in, i * _stride), bytesMax);
            _received[i].Vectors = At(_inVectors, i);
            _received[i].VectorCount = 1;
            _received[i].Address = At(_addresses, i * AddressBytes);
            _answers[i].Vectors = At(_outVectors, i);
            _answers[i].VectorCount = 1;
        }
    }

    /// <summary>Waits for datagrams, at most as long as the socket's receive timeout; returns how many came.</summary>
    /// <exception cref="SocketException">The socket is broken.</exception>
    public int Receive()
    {
        _toSend = 0;
        if (!IsBatched) return ReceiveOne();
        for (int i = 0; i < _count; i++) _received[i].AddressLength = AddressBytes;
        int count = recvmmsg((int)_socket.Handle, At(_received, 0), (uint)_count, WaitForOne, IntPtr.Zero);
        return count >= 0 ? count : Explain(Marshal.GetLastPInvokeError());
    }

    /// <summary>A datagram that came; empty when it was longer than there is room.</summary>
    public ReadOnlySpan<byte> this[int i]
    {
        get
        {
            int length = (int)_received[i].Length;
            return length >= _bytesMax ? default : _in.AsSpan(i * _stride, length);
        }
    }

    /// <summary>Port a datagram came from.</summary>
    public int PortOf(int i) => (_addresses[i * AddressBytes + 2] << 8) + _addresses[i * AddressBytes + 3];

    /// <summary>Writes the address a datagram came from as text; returns its length.</summary>
    public int WriteAddress(int i, Span<byte> into)
    {
        ReadOnlySpan<byte> address = _addresses.AsSpan(i * AddressBytes, AddressBytes);
        bool isVersion6 = _received[i].AddressLength > 16;
        var ip = new IPAddress(isVersion6 ? address.Slice(8, 16) : address.Slice(4, 4));
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        return ip.TryFormat(into, out int written) ? written : 0;
    }

    /// <summary>The raw address a datagram came from, to tell one sender from another.</summary>
    public ReadOnlySpan<byte> RawAddress(int i) => _received[i].AddressLength > 16
        ? _addresses.AsSpan(i * AddressBytes + 8, 16) : _addresses.AsSpan(i * AddressBytes + 4, 4);

    /// <summary>Room for the next answer.</summary>
    public Span<byte> Answer => _out.AsSpan(_toSend * _answerBytesMax, _answerBytesMax);

    /// <summary>
    /// Puts the answer written into <see cref="Answer"/> among those to send, to where a datagram came from.
    /// </summary>
    public void Say(int i, int length, int port)
    {
        (_addresses[i * AddressBytes + 2], _addresses[i * AddressBytes + 3]) = ((byte)(port >> 8), (byte)port);
        _outVectors[_toSend] = new Vector(At(_out, _toSend * _answerBytesMax), length);
        _answers[_toSend].Address = _received[i].Address;
        _answers[_toSend].AddressLength = _received[i].AddressLength;
        _toSend++;
    }

    /// <summary>Sends the answers; returns how many the kernel took.</summary>
    public int Send()
    {
        if (_toSend == 0) return 0;
        if (!IsBatched) return SendOne();
        int sent = 0;
        while (sent < _toSend)
        {
            int taken = sendmmsg((int)_socket.Handle, At(_answers, sent), (uint)(_toSend - sent), 0);
            // An answer the kernel refuses (a port nobody listens on any more) must not hold up the others.
            sent += Math.Max(1, taken);
        }
        return sent;
    }

    private static int Explain(int error)
    {
        const int interrupted = 4, again = 11, refused = 111;
        return error is interrupted or again or refused ? 0 : throw new SocketException(error);
    }

    private int ReceiveOne()
    {
        try
        {
            int length = _socket.ReceiveFrom(_in.AsSpan(0, _bytesMax), SocketFlags.None, _oneAddress);
            _received[0].Length = (uint)length;
            _received[0].AddressLength = (uint)_oneAddress.Size;
            _oneAddress.Buffer.Span[.._oneAddress.Size].CopyTo(_addresses);
            return 1;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
            or SocketError.ConnectionReset or SocketError.MessageSize)
        {
            return 0;
        }
    }

    private int SendOne()
    {
        try
        {
            _addresses.AsSpan(0, _oneAddress.Size).CopyTo(_oneAddress.Buffer.Span);
            _socket.SendTo(_out.AsSpan(0, (int)_outVectors[0].Length), SocketFlags.None, _oneAddress);
            return 1;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static IntPtr At<T>(T[] pinned, int index) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, index);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int recvmmsg(int socket, IntPtr messages, uint count, int flags, IntPtr timeout);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int sendmmsg(int socket, IntPtr messages, uint count, int flags);

    /// <summary>struct iovec.</summary>
    private readonly record struct Vector(IntPtr Start, nint Length);

    /// <summary>struct mmsghdr of 64-bit Linux: struct msghdr, padded to 8 bytes, and the length received.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Message
    {
        [FieldOffset(0)]
        public IntPtr Address;
        [FieldOffset(8)]
        public uint AddressLength;
        [FieldOffset(16)]
        public IntPtr Vectors;
        [FieldOffset(24)]
        public nint VectorCount;
        [FieldOffset(56)]
        public uint Length;
    }
}

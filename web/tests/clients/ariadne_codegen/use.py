"""The client that ariadne-codegen generates from the schema and the operations."""

import asyncio
import sys
from datetime import datetime, timezone

from bruinbridge_client import Client, ErrorCode, LoginInput, Role, SignalName


async def main(url: str, email: str, password: str) -> None:
    async with Client(url=f"{url}/graphql") as client:
        refused = (await client.sign_in(LoginInput(email=email, password="not the password"))).login
        assert [error.code for error in refused.errors] == [ErrorCode.INVALID_CREDENTIALS], refused
        token = (await client.sign_in(LoginInput(email=email, password=password))).login.token

    authorization = {"authorization": f"Bearer {token}"}
    socket = f"{url.replace('http', 'ws', 1)}/graphql"
    async with Client(
        url=f"{url}/graphql",
        headers=authorization,
        ws_url=socket,
        ws_connection_init_payload=authorization,
    ) as client:
        me = (await client.me()).me
        assert (me.email, me.role) == (email, Role.MENTEE), me
        assert me.date_joined <= datetime.now(timezone.utc)
        names = []
        async for data in client.account_signals(after="0"):
            names.append(data.account_signals.name)
            if len(names) == 3:
                break
        assert SignalName.USER_PASSWORD_SET in names, names


asyncio.run(main(*sys.argv[1:]))

"""Series to forecast, as long frames: `unique_id, ds, y`, and what is known beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import table

Reader = Callable[[Opened], Any]
NO_LICENCE = "none stated; a classic public series"


def _one(file: str, stamps: str, values: str, name: str, **others: str) -> Reader:
    """A single series of a CSV file, with others of its columns under the names given."""

    def read(opened: Opened) -> Any:
        frame = opened(file)
        columns = {"unique_id": name, "ds": pd.to_datetime(frame[stamps]), "y": frame[values].astype(float)}
        return pd.DataFrame({**columns, **{new: frame[old] for new, old in others.items()}})

    return read


def _counted(file: str, values: str, name: str) -> Reader:
    """A single series of a CSV file whose stamps are no dates: its steps are counted."""

    def read(opened: Opened) -> Any:
        y = opened(file)[values].astype(float)
        return pd.DataFrame({"unique_id": name, "ds": np.arange(len(y)), "y": y})

    return read


def _classic(name: str, says: str, file: str, columns: tuple[str, str], citation: str) -> Dataset:
    path = f"classic_series/{file}"
    return Dataset(name, says, "forecast", NO_LICENCE, citation, _one(path, *columns, name), (path,))


def _co2(opened: Opened) -> Any:  # noqa: ARG001  # it comes with a package, not in a file
    import statsmodels.datasets  # noqa: PLC0415  # heavy, and for this data set only

    series: pd.Series[float] = statsmodels.datasets.co2.load_pandas().data["co2"]
    return pd.DataFrame({"unique_id": "co2", "ds": series.index.to_numpy(), "y": series.to_numpy()})


def _transformers(opened: Opened) -> Any:
    parts = {name: opened(f"ett_hourly/{name}.csv") for name in ("ETTh1", "ETTh2")}
    frame = pd.concat([part.assign(unique_id=name) for name, part in parts.items()], ignore_index=True)
    frame = frame.assign(ds=pd.to_datetime(frame["date"])).rename(columns={"OT": "y"})
    return frame[["unique_id", "ds", "y", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL"]]


def _m4(opened: Opened) -> Any:
    parts = [opened(f"m4_hourly/Hourly-{part}.csv").set_index("V1") for part in ("train", "test")]
    pieces = []
    for name in parts[0].index:
        values = np.concatenate([part.loc[name].dropna().to_numpy(float) for part in parts])
        pieces.append(pd.DataFrame({"unique_id": name, "ds": np.arange(len(values)), "y": values}))
    return pd.concat(pieces, ignore_index=True)


def _bikes(opened: Opened) -> Any:
    table = opened("bike_sharing/hour.csv")
    ds = pd.to_datetime(table["dteday"]) + pd.to_timedelta(table["hr"], unit="h")
    known = ["season", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"]
    return pd.DataFrame({"unique_id": "bikes", "ds": ds, "y": table["cnt"].astype(float), **table[known]})


def _pollution(opened: Opened) -> Any:
    table = opened("beijing_pm25/pollution.csv")
    ds = pd.to_datetime(table[["year", "month", "day", "hour"]])
    known = ["DEWP", "TEMP", "PRES", "cbwd", "Iws", "Is", "Ir"]
    return pd.DataFrame({"unique_id": "beijing", "ds": ds, "y": table["pm2.5"].astype(float), **table[known]})


def _traffic(opened: Opened) -> Any:
    table = pd.concat([opened(f"pems_traffic/{part}.csv") for part in ("train", "test")], ignore_index=True)
    ds = pd.to_datetime(table["5 Minutes"], format="%d/%m/%Y %H:%M")
    y = table["Lane 1 Flow (Veh/5 Minutes)"].astype(float)
    return pd.DataFrame({"unique_id": "lane_1", "ds": ds, "y": y})


def _stocks(opened: Opened) -> Any:
    table = opened("stocks/dash-stock-ticker-demo.csv")
    known = {name.lower(): table[name] for name in ("Open", "High", "Low", "Close", "Volume")}
    columns = {"unique_id": table["Stock"], "ds": pd.to_datetime(table["Date"]), "y": table["AdjClose"], **known}
    return pd.DataFrame(columns).sort_values(["unique_id", "ds"], ignore_index=True)


def _engines(opened: Opened) -> Any:
    """Each cycle of each engine, `y` the cycles that it still has to live."""
    names = ["engine", "ds", *(f"setting_{k}" for k in (1, 2, 3)), *(f"sensor_{k}" for k in range(1, 22))]
    ends = pd.Series([float(line) for line in opened("cmapss_fd001/RUL_FD001.txt")], np.arange(1, 101))
    parts = []
    for part, left in (("train", ends * 0), ("test", ends)):
        frame = opened(f"cmapss_fd001/{part}_FD001.txt", partial(table, sep=r"\s+", names=names))
        last = frame.groupby("engine")["ds"].transform("max")
        y = last - frame["ds"] + frame["engine"].map(left)
        ids = part + "-" + frame["engine"].astype(str)
        parts.append(frame.assign(unique_id=ids, y=y).drop(columns="engine"))
    frame = pd.concat(parts, ignore_index=True)
    return frame[["unique_id", "ds", "y", *names[2:]]]


SERIES: Mapping[str, Dataset] = by_name(
    Dataset(
        "co2",
        "CO2 in the air at Mauna Loa, ppm, each week from 1958 to 2001; 59 weeks are missing",
        "forecast",
        "public domain",
        "Keeling and Whorf (2004), Scripps Institution of Oceanography",
        _co2,
        origin="the package statsmodels",
    ),
    _classic(
        "airline_passengers",
        "International airline passengers, thousands a month, 1949 to 1960",
        "airline-passengers.csv",
        ("Month", "Passengers"),
        "Box and Jenkins (1976), Time Series Analysis: Forecasting and Control",
    ),
    _classic(
        "daily_min_temperatures",
        "The lowest temperature of each day in Melbourne, degrees Celsius, 1981 to 1990",
        "daily-min-temperatures.csv",
        ("Date", "Temp"),
        "Australian Bureau of Meteorology, in the Time Series Data Library (Hyndman)",
    ),
    _classic(
        "monthly_sunspots",
        "Sunspots a month, Zurich, 1749 to 1983",
        "monthly-sunspots.csv",
        ("Month", "Sunspots"),
        "Andrews and Herzberg (1985), Data",
    ),
    _classic(
        "daily_births",
        "Girls born each day in California, 1959",
        "daily-total-female-births.csv",
        ("Date", "Births"),
        "Newton (1988), TIMESLAB",
    ),
    _classic(
        "champagne_sales",
        "Champagne sales of Perrin Freres, millions a month, 1964 to 1972",
        "monthly_champagne_sales.csv",
        ("Month", "Sales"),
        "Makridakis and Wheelwright (1989), Forecasting Methods for Management",
    ),
    _classic(
        "car_sales",
        "Cars sold in Quebec each month, 1960 to 1968",
        "monthly-car-sales.csv",
        ("Month", "Sales"),
        "Abraham and Ledolter (1983), Statistical Methods for Forecasting",
    ),
    Dataset(
        "shampoo_sales",
        "Shampoo sales a month over three years that are not named; `ds` counts them",
        "forecast",
        NO_LICENCE,
        "Makridakis, Wheelwright and Hyndman (1998), Forecasting: Methods and Applications",
        _counted("classic_series/shampoo.csv", "Sales", "shampoo_sales"),
        ("classic_series/shampoo.csv",),
    ),
    Dataset(
        "taylor_demand",
        "Electricity demand of England and Wales, MW, each half hour of 12 weeks in 2000; `ds` counts them",
        "forecast",
        "Apache-2.0 (the repository)",
        "Taylor (2003), Journal of the Operational Research Society 54",
        _counted("classic_series/taylor_halfhourly_demand.csv", "Y", "taylor_demand"),
        ("classic_series/taylor_halfhourly_demand.csv",),
    ),
    Dataset(
        "ett_hourly",
        "Two electricity transformers, hourly, two years: `y` is the oil temperature, beside it six loads",
        "forecast",
        "CC BY-ND 4.0",
        "Zhou et al. (2021), Informer, AAAI",
        _transformers,
        ("ett_hourly/*",),
        "usually 12, 4 and 4 months of 30 days: to learn from, to validate and to test",
    ),
    Dataset(
        "m4_hourly",
        "The 414 hourly series of the M4 competition; the last 48 points of each are its test",
        "forecast",
        "none stated; published for open research",
        "Makridakis, Spiliotis and Assimakopoulos (2020), International Journal of Forecasting 36",
        _m4,
        ("m4_hourly/*",),
    ),
    Dataset(
        "bike_sharing",
        "Bicycles rented each hour in Washington, 2011 and 2012, with weather and holidays; 165 hours have no row",
        "forecast",
        "CC BY 4.0",
        "Fanaee-T and Gama (2013), Progress in Artificial Intelligence 2",
        _bikes,
        ("bike_sharing/*",),
    ),
    Dataset(
        "beijing_pm25",
        "Fine dust in the air of Beijing, hourly, 2010 to 2014, with the weather; 2,067 values are missing",
        "forecast",
        "CC BY 4.0",
        "Liang et al. (2015), Proceedings of the Royal Society A 471",
        _pollution,
        ("beijing_pm25/*",),
    ),
    Dataset(
        "opsd_germany",
        "Electricity used in Germany, GWh a day, 2006 to 2017, with wind and solar power where known",
        "forecast",
        "MIT (the repository); attribution to Open Power System Data",
        "Open Power System Data (2020), Data Package Time series",
        _one(
            "opsd_germany/opsd_germany_daily.csv",
            "Date",
            "Consumption",
            "germany",
            wind="Wind",
            solar="Solar",
        ),
        ("opsd_germany/*",),
    ),
    Dataset(
        "seattle_weather",
        "The highest temperature of each day in Seattle, degrees Celsius, 2012 to 2015, with the rest of the weather",
        "forecast",
        "public domain (US Government)",
        "National Oceanic and Atmospheric Administration",
        _one(
            "seattle_weather/seattle-weather.csv",
            "date",
            "temp_max",
            "seattle",
            temp_min="temp_min",
            precipitation="precipitation",
            wind="wind",
            weather="weather",
        ),
        ("seattle_weather/*",),
    ),
    Dataset(
        "pems_traffic",
        "Vehicles on one lane in five minutes, January to March 2016, weekdays; the first 7,776 are to learn from",
        "forecast",
        "MIT (the repository)",
        "California Department of Transportation, Performance Measurement System",
        _traffic,
        ("pems_traffic/*",),
    ),
    Dataset(
        "stocks",
        "Daily prices of five shares, 2015 to 2017: `y` is the adjusted close",
        "forecast",
        "MIT (the repository)",
        "plotly/datasets, dash-stock-ticker-demo",
        _stocks,
        ("stocks/*",),
    ),
    Dataset(
        "cmapss_fd001",
        "200 turbofan engines, simulated: settings and sensors of each cycle, `y` the cycles left to live",
        "forecast",
        "public domain (US Government)",
        "Saxena, Goebel, Simon and Eklund (2008), International Conference on Prognostics and Health Management",
        _engines,
        ("cmapss_fd001/*",),
        "the engines train-1 to train-100 ran to failure; those of test stop before it",
    ),
)
